extension Duration {
    var microseconds: Double {
        let (seconds, attoseconds) = self.components
        return Double(seconds) * 1e6 + Double(attoseconds) / 1e12
    }
}
