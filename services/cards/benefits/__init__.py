"""Who is entitled to what, and how a month's benefits reach wallets and accounts."""
