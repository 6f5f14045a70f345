"""What the taxonomy's files must keep to: rules, the findings of those that are broken, and safe repairs."""
