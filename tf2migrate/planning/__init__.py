"""What every statement becomes, or why it cannot be planned. Works on `ast` alone."""
