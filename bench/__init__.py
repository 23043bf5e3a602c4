"""Measurements that anybody can repeat: each module prints its figures beside a named baseline."""
