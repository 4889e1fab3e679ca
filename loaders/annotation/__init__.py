"""What the formats of annotation tools share: documents, marked words and links between them."""
