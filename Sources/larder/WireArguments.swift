public import ArgumentParser
public import LarderAdmin
public import LarderAdminClient

// Choices of the wire that flags take by the same names.

extension InvalidationMode: ExpressibleByArgument {}
extension KeyPage.Sort: ExpressibleByArgument {}
extension KeyPage.Order: ExpressibleByArgument {}
extension HotKeysQuery.Measure: ExpressibleByArgument {}
