/// The policies that a trace can be replayed against: an engine's and those to compare them with.
package enum SimulatedPolicy: String, CaseIterable, Sendable {
    case s3FIFO = "s3-fifo"
    case lru
    case wTinyLFU = "w-tinylfu"
    case fifo
    /// S3-FIFO that promotes at the second re-access, as in its paper.
    case s3FIFOTwice = "s3-fifo-2"
}
