"""Whether a sale is paid, and from what: programmes as data, and pure functions over them."""
