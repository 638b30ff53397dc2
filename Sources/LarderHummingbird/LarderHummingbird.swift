enum LarderHummingbirdRoom {}
