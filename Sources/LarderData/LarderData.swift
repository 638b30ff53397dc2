enum LarderDataRoom {}
