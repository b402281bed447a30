"""Who holds cards: households that change, cards and their PINs."""
