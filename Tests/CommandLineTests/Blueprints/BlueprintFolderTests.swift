import MNCore
import Testing

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Blueprints on the disk, with links and sizes that no memory holds.
@Suite struct `The folder of a blueprint` {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["bp", "bp/config", "bp/payloads", "elsewhere"] {
            guard unsafe mkdir(folder(name), 0o755) == 0 else { throw SystemFault("mkdir") }
        }
        try folder.write("bp/manifest.json", BlueprintFixture.manifest.utf8)
        try folder.write("bp/config/default.json", BlueprintFixture.configuration.utf8)
    }

    private var codes: [String] {
        Blueprint(folder("bp"), LiveFiles(), environment: [:]).issues.map(\.code.rawValue)
    }

    private func link(_ name: String, to target: String) throws {
        _ = unsafe unlink(folder(name))
        guard unsafe symlink(target, folder(name)) == 0 else { throw SystemFault("symlink") }
    }

    private func command(_ words: String) throws {
        let text = BlueprintFixture.manifest.replacing(
            "[\"python3\", \"payloads/worker.py\"]", with: words)
        try folder.write("bp/manifest.json", text.utf8)
    }

    @Test func `may hold links that stay in it`() throws {
        #expect(codes == [])
        try folder.write("bp/real.json", BlueprintFixture.configuration.utf8)
        try link("bp/config/default.json", to: "../real.json")
        try folder.program("bp/payloads/real", "true")
        try link("bp/payloads/worker", to: "real")
        try command("[\"payloads/worker\"]")
        #expect(codes == [])
        try link("other", to: "bp")
        #expect(Blueprint(folder("other"), LiveFiles(), environment: [:]).issues.isEmpty)
    }

    @Test func `is not left by links`() throws {
        try folder.write("elsewhere/default.json", "{}".utf8)
        try folder.program("elsewhere/program", "true")
        try link("bp/config/default.json", to: folder("elsewhere/default.json"))
        try link("bp/payloads/worker", to: "../../elsewhere/program")
        try command("[\"payloads/worker\"]")
        #expect(codes == ["config.outside", "manifest.worker.outside"])
        try link("bp/payloads/folder", to: "../../elsewhere")
        try command("[\"payloads/folder/program\"]")
        #expect(codes == ["config.outside", "manifest.worker.outside"])
    }

    @Test func `may hold links that lead in circles`() throws {
        try link("bp/payloads/a", to: "b")
        try link("bp/payloads/b", to: "a")
        try command("[\"payloads/a\"]")
        try link("bp/config/overwrite.json", to: "overwrite.json")
        #expect(codes == ["config.unreadable", "manifest.worker.missing"])
        try link("bp/manifest.json", to: "manifest.json")
        #expect(codes.contains("manifest.unreadable"))
    }

    @Test func `may hold a manifest of any size`() throws {
        try folder.grow("bp/manifest.json", to: 50 << 20)
        #expect(codes == ["manifest.too_large"])
    }
}
