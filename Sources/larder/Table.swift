import LarderTerminal

/// Columns for people. Cells are made harmless; the last column may be of any width.
struct Table {
    enum Alignment {
        case left, right
    }

    private let columns: [(heading: String, alignment: Alignment)]
    private var rows: [[DisplayText]] = []

    init(_ columns: (heading: String, alignment: Alignment)...) {
        self.columns = columns
    }

    mutating func add(_ cells: String...) {
        precondition(cells.count == self.columns.count, "\(cells.count) cells for \(self.columns.count) columns")
        self.rows.append(cells.map { DisplayText($0) })
    }

    func lines(_ style: PrintStyle) -> [String] {
        let headings = self.columns.map { DisplayText($0.heading) }
        let widths = self.columns.indices.map { column in
            ([headings] + self.rows).map { $0[column].columns }.max() ?? 0
        }
        let heading = self.line(headings, widths)
        return [style.heading(heading)] + self.rows.map { self.line($0, widths) }
    }

    private func line(_ cells: [DisplayText], _ widths: [Int]) -> String {
        var line = ""
        for (column, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - cell.columns)
            let isLast = column == cells.count - 1
            switch self.columns[column].alignment {
            case .right: line += padding + cell.string
            case .left: line += cell.string + (isLast ? "" : padding)
            }
            line += isLast ? "" : "  "
        }
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}
