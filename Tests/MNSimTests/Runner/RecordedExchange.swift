import FoundationEssentials
import MNCore

/// One recorded exchange with a real Docker Model Runner, read where it lies.
struct RecordedExchange {
    var name: String
    var origin: String
    var given: String
    var request: HTTPRequest
    /// Whether the recorded request was no HTTP at all.
    var isRaw: Bool
    var status: Int
    var headers: HTTPHeaders
    var body: String
    /// The parts of a chunked body.
    var chunks: [String]?
    /// How the body ended, where it did not end as it should.
    var ending: String?
    var volatile: [String]
    var isCut: Bool
    var isScrubbed: Bool

    /// The paths that the fake has in place of those the recordings leave out.
    static let storePath = "/store"
    static let enginePath = "/engine"

    /// The folder beside the clone that holds the recordings, or nil if it is not there.
    static var folder: String? {
        let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let path = "/\(package)/../shared/dmr/http"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// All recordings, in the order of their names.
    static func all() throws -> [RecordedExchange] {
        guard let folder else { return [] }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        return try names.filter { $0.hasSuffix(".json") }.map { name in
            let data = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
            return RecordedExchange(String(name.dropLast(5)), try JSON.parse(Array(data)))
        }
    }

    init(_ name: String, _ json: JSON) {
        self.name = name
        origin = json["origin"]?.string ?? ""
        given = json["given"]?.string ?? ""
        volatile = json["volatile"]?.array?.compactMap(\.string) ?? []
        let request = json["request"]
        let method = request?["method"]?.string ?? ""
        isRaw = method == "(bytes)"
        let headers = (request?["headers"]?.object?.members ?? []).map {
            ($0.key, Self.expanded($0.value.string ?? ""))
        }
        self.request = HTTPRequest(
            method, Self.expanded(request?["path"]?.string ?? ""), headers: HTTPHeaders(headers),
            body: Array((request?["body"]?.string ?? "").utf8))
        let response = json["response"]
        status = response?["status"]?.integer ?? 0
        self.headers = HTTPHeaders(
            (response?["headers"]?.array ?? []).compactMap { pair in
                guard let pair = pair.array, pair.count == 2 else { return nil }
                return (pair[0].string ?? "", pair[1].string ?? "")
            })
        chunks = response?["chunks"]?.array?.map { Self.unscrubbed($0["data"]?.string ?? "") }
        body = chunks?.joined() ?? Self.unscrubbed(response?["body"]?.string ?? "")
        ending = response?["ended"]?.string
        isCut =
            response?["body_truncated"] != nil || response?["truncated_bytes"] != nil
            || response?["chunks_left_out"] != nil
        isScrubbed = json["scrubbed"] != nil
    }

    private static func unscrubbed(_ text: String) -> String {
        text.replacing("<store>", with: storePath).replacing("<engine-dir>", with: enginePath)
    }

    /// Long runs of a letter are recorded as `aaaa…(900000 characters …)`: the length of all.
    private static func expanded(_ text: String) -> String {
        guard let mark = text.firstRange(of: "…("),
            let count = Int(text[mark.upperBound...].prefix { $0.isNumber }),
            let letter = text[..<mark.lowerBound].last
        else { return text }
        let start = text[..<mark.lowerBound]
        return start + String(repeating: letter, count: count - start.count)
    }
}
