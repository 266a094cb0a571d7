"""The way of the data: poll, group, edit, deliver. Each step is one read, pure thinking, one write."""
