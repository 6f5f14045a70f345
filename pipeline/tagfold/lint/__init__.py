"""What an author should know of a report's tags before handing it in."""
