enum CourseCatalogueRoom {}
