internal import NIOCore

/// What the API shows of a row.
protocol ShownRow: Sendable {
    var id: Int64 { get }
    func write(to text: inout JSONText)
}

extension ShownRow {
    var json: ByteBuffer {
        var text = JSONText()
        write(to: &text)
        return text.bytes
    }
}

extension Course: ShownRow {
    func write(to text: inout JSONText) {
        text.object { object in
            object.field("id", id)
            object.field("title", title)
            object.field("description", description)
            object.field("slug", slug)
            object.field("course_start_date", startDate)
            object.field("level", level)
            object.field("subject", subject)
        }
    }
}

extension Subject: ShownRow {
    func write(to text: inout JSONText) {
        text.object { object in
            object.field("id", id)
            object.field("title", title)
            object.field("description", description)
        }
    }
}

extension RowPage where Row: ShownRow {
    func json(_ links: ListLinks) -> ByteBuffer {
        var text = JSONText(capacity: 512 * (rows.count + 1))
        text.object { object in
            object.field("count", Int64(page.count))
            object.field("next", links.link(to: page.next))
            object.field("previous", links.link(to: page.previous))
            object.name("results")
            object.array { array in rows.forEach { $0.write(to: &array) } }
            object.field("page", Int64(page.number))
            object.field("page_size", Int64(page.size))
        }
        return text.bytes
    }
}
