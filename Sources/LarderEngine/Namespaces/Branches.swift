/// The children of an inner node in the order of their edges, and the node's label, in one block.
///
/// Plain bytes: whoever drops them deallocates them.
struct Branches: BitwiseCopyable {
    /// Children, then their edges, then the label.
    private var block: UnsafeMutableRawPointer
    private(set) var labelLength: UInt32
    private(set) var count: UInt16
    private var capacity: UInt16

    init(label: some Collection<UInt8>, capacity: Int) {
        self.block = .allocate(byteCount: max(1, capacity * 5 + label.count), alignment: 4)
        self.labelLength = UInt32(label.count)
        self.count = 0
        self.capacity = UInt16(capacity)
        UnsafeMutableRawBufferPointer(start: self.block + capacity * 5, count: label.count).copyBytes(from: label)
    }

    func deallocate() {
        self.block.deallocate()
    }

    /// Of the block.
    var blockBytes: Int {
        heapBytes(of: max(1, Int(self.capacity) * 5 + Int(self.labelLength)))
    }

    /// Valid until they change.
    var label: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: self.block + Int(self.capacity) * 5, count: Int(self.labelLength))
    }

    @inline(__always)
    subscript(place: Int) -> UInt32 {
        self.children[place]
    }

    /// The place of the first child whose edge is not below `edge`.
    @inline(__always)
    func place(of edge: UInt8) -> Int {
        var low = 0
        var high = Int(self.count)
        while low < high {
            let middle = (low + high) / 2
            if self.edges[middle] < edge {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    @inline(__always)
    func child(_ edge: UInt8) -> UInt32? {
        let place = self.place(of: edge)
        return place < Int(self.count) && self.edges[place] == edge ? self.children[place] : nil
    }

    mutating func set(_ child: UInt32, at edge: UInt8) {
        let place = self.place(of: edge)
        if place < Int(self.count), self.edges[place] == edge {
            self.children[place] = child
            return
        }
        if self.count == self.capacity {
            self.rebuild(label: self.label, capacity: min(256, Int(self.count) * 3 / 2 + 1))
        }
        let later = Int(self.count) - place
        (self.children + place + 1).update(from: self.children + place, count: later)
        (self.edges + place + 1).update(from: self.edges + place, count: later)
        self.children[place] = child
        self.edges[place] = edge
        self.count += 1
    }

    mutating func remove(at edge: UInt8) {
        let place = self.place(of: edge)
        let later = Int(self.count) - place - 1
        (self.children + place).update(from: self.children + place + 1, count: later)
        (self.edges + place).update(from: self.edges + place + 1, count: later)
        self.count -= 1
        if Int(self.count) < Int(self.capacity) / 3 {
            self.rebuild(label: self.label, capacity: Int(self.count) * 3 / 2 + 1)
        }
    }

    mutating func setLabel(_ label: some Collection<UInt8>) {
        self.rebuild(label: label, capacity: Int(self.capacity))
    }

    private var children: UnsafeMutablePointer<UInt32> {
        self.block.assumingMemoryBound(to: UInt32.self)
    }

    private var edges: UnsafeMutablePointer<UInt8> {
        (self.block + Int(self.capacity) * 4).assumingMemoryBound(to: UInt8.self)
    }

    private mutating func rebuild(label: some Collection<UInt8>, capacity: Int) {
        var rebuilt = Branches(label: label, capacity: capacity)
        rebuilt.count = self.count
        rebuilt.children.update(from: self.children, count: Int(self.count))
        rebuilt.edges.update(from: self.edges, count: Int(self.count))
        self.deallocate()
        self = rebuilt
    }
}
