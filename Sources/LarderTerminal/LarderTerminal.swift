enum LarderTerminalRoom {}
