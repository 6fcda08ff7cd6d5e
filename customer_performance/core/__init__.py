"""What every step stands on; imports none of them."""
