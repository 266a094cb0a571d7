"""The forms that files must have, one module a file; JSON Schemas for editors are made from them."""
