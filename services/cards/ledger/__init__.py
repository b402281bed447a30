"""Who holds how much, in which lots, and whether all of it adds up."""
