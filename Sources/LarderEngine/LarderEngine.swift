enum LarderEngineRoom {}
