"""Who people are: names and numbers in the vault, how they are found and corrected, and whose relatives staff are."""
