import LarderAdmin
import LarderAdminClient
import Testing

@Suite struct AdminEndpointTests {
    @Test(arguments: [
        ("http://127.0.0.1:9480", "http://127.0.0.1:9480"), ("http://127.0.0.1:9480/", "http://127.0.0.1:9480"),
        ("HTTPS://cache.example.com/larder//", "https://cache.example.com/larder"), ("http://[::1]:9480", "http://[::1]:9480"),
        ("unix:/run/larder.sock", "unix:/run/larder.sock"), ("unix:///run/larder.sock", "unix:/run/larder.sock"),
    ])
    func `an address is read and written`(address: String, description: String) throws {
        #expect(try AdminEndpoint(parsing: address).description == description)
    }

    @Test(arguments: [
        "", "127.0.0.1:9480", "redis://127.0.0.1", "http://", "unix:run/larder.sock", "http://h/?x=1", "http://h/#x",
        "http://user:secret@h:9480", "ftp://h",
    ])
    func `what is no address is refused`(address: String) {
        #expect(throws: AdminClientError.self) { try AdminEndpoint(parsing: address) }
    }

    @Test func `a password in an address is not repeated`() {
        do {
            _ = try AdminEndpoint(parsing: "http://user:secret@h:9480")
            Issue.record("it was taken")
        } catch {
            #expect(!error.description.contains("secret"))
        }
    }

    @Test func `queries are written as the contract has them`() {
        #expect(StatsQuery().path == "/v1/stats")
        #expect(
            StatsQuery(include: [.history, .hotKeys], eventsAfter: 7, hotLimit: 20, window: .seconds(300), points: 150).path
                == "/v1/stats?include=hot_keys%2Chistory&events_after=7&hot_limit=20&window=300s&points=150")
        #expect(
            KeysQuery(pattern: "a*&b", sort: .size, order: .descending, limit: 5, cursor: "x=").path
                == "/v1/keys?pattern=a%2A%26b&sort=size&order=desc&limit=5&cursor=x%3D")
    }
}
