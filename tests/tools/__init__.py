"""The hands, one by one."""
