"""Message formats: bytes to trees and back. `law.elements` reads what a tree means; codecs decide nothing."""
