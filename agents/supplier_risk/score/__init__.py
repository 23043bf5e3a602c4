"""How risky a supplier is, in parts that add up, and the records that each part comes from."""
