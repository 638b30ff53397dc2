/// Reads an integer the way Python's `int()` does: white space around it, a sign and single `_` between digits are fine.
///
/// Values beyond `Int` saturate: they are past the last page or above every limit all the same.
/// - Returns: nil for anything else, `1.0` too.
func lenientInteger(_ text: String) -> Int? {
    var scalars = Substring(text.trimmed).unicodeScalars
    var isNegative = false
    if let sign = scalars.first, sign == "+" || sign == "-" {
        isNegative = sign == "-"
        scalars.removeFirst()
    }
    var magnitude = 0
    var previousWasDigit = false
    for scalar in scalars {
        switch scalar {
        case "0"..."9":
            let (tenfold, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tenfold.addingReportingOverflow(Int(scalar.value - 48))
            magnitude = overflow || carry ? .max : sum
            previousWasDigit = true
        case "_" where previousWasDigit:
            previousWasDigit = false
        default:
            return nil
        }
    }
    guard previousWasDigit else { return nil }
    return isNegative ? -magnitude : magnitude
}
