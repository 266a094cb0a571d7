"""Text from outside: HTML to text, folding, letters."""
