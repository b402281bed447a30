"""Where and with what merchants sell, what is earned there, and how everybody finds them."""
