"""What all pages share: who may see which, as whom a person acts, the language, the frame, the stylesheet."""
