"""The page of one package: its verdict, what was checked, its custody, its request and its clips."""
