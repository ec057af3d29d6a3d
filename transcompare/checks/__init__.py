"""The checks, one file each. A check looks at one pair of texts and returns what it found."""
