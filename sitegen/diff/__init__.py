"""What a reader would notice between what was published and the records of today."""
