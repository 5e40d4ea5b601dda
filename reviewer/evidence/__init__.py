"""The nouns of the program: pure, frozen values without input, output or a clock of their own."""
