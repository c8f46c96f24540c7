"""What a TF1 program means: names resolved, kinds of values, definitions, uses and run sites. `ast` only."""
