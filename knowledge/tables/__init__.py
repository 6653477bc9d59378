"""Tables written as text: columns parted by white space, tabulators or strokes, with what their heads say of them."""
