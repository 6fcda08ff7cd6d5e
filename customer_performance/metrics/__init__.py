"""What is made from the metric catalogue, or for it."""
