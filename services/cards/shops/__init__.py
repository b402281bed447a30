"""Where cards are used: shops, tills and offers as merchants tells them, signatures, and settlement."""
