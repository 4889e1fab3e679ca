"""What the formats of annotation tools share: marked words, their properties and links."""
