import LarderEngine

func instant(_ seconds: Double) -> CacheInstant {
    CacheInstant(nanoseconds: Int64((100 + seconds) * 1e9))
}
