"""ISO 20022: the files that go to a bank and come back from it. Pure functions; who is paid for what is not known here.

`pain001` writes the order to pay, `pain002` reads what the bank says of it, `camt053` reads the account's statement.
"""
