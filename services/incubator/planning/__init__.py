"""What founders mean to do: their business plan, its cash, and what earning does to their household's benefit."""
