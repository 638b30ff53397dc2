public import ArgumentParser
public import LarderConfiguration

extension ByteSize: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }

    public var defaultValueDescription: String { self.description }
}

extension TimeSpan: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument)
    }

    public var defaultValueDescription: String { self.description }
}

extension LogFormat: ExpressibleByArgument {}
