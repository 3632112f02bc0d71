import FoundationEssentials
import MNCore
import MNSim
import Testing

@testable import mn

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What stands in the way of a new blueprint, on the disk and half way.
@Suite struct `A draft of a blueprint` {
    private static let template = BlueprintTemplate(Catalog.builtin.models[0], folder: "bp")

    /// Files that another program or a full disk gets in the way of, from one write on.
    private static func failing(_ name: String, isThereAllTheSame: Bool) -> ChangedFiles {
        ChangedFiles(
            inner: MemoryFiles([:]),
            replacing: { files, path, bytes throws(FileFault) in
                let fails = path.hasSuffix(name)
                if !fails || isThereAllTheSame { try files.replace(path, with: bytes) }
                if fails { throw FileFault(path, .failed("write: No space left on device")) }
            })
    }

    @Test func `that fails half way says what is there and how to begin again`() throws {
        for isThere in [false, true] {
            let files = Self.failing("config/default.json", isThereAllTheSame: isThere)
            let draft = BlueprintDraft(folder: "-bp", template: Self.template, files: files)
            try draft.check()
            let fault = #expect(throws: BlueprintDraft.Fault.self) { try draft.write() }
            let written =
                ["-bp/payloads/worker/worker.py"] + (isThere ? ["-bp/config/default.json"] : [])
            #expect(fault?.code == .partlyWritten)
            #expect(
                fault?.problem.contains("\(Words.list(written)) \(isThere ? "are" : "is") there")
                    == true)
            #expect(fault?.problem.contains("-bp/manifest.json") == true)
            #expect(fault?.fixes.last?.hasSuffix("rm -- \(written.joined(separator: " "))") == true)
            #expect(throws: BlueprintDraft.Fault.self) { try draft.check() }
        }
    }

    @Test func `that fails at its first file is a fault of that file`() throws {
        let files = Self.failing("worker.py", isThereAllTheSame: false)
        let draft = BlueprintDraft(folder: "bp", template: Self.template, files: files)
        #expect(throws: FileFault.self) { try draft.write() }
        #expect(throws: FileFault.self) { try files.list("bp") }
    }

    @Test func `overwrites nothing that came since it looked`() throws {
        let files = MemoryFiles([:])
        let draft = BlueprintDraft(folder: "bp", template: Self.template, files: files)
        try draft.check()
        try files.replace("bp/manifest.json", with: [1])
        let fault = #expect(throws: BlueprintDraft.Fault.self) { try draft.write() }
        #expect(fault?.fixes.last?.contains("manifest.json") == false)
        #expect(try files.read("bp/manifest.json", limit: 1) == [1])
    }

    /// What lies in a folder on the disk, before and after.
    @Test(arguments: ["file", "file-at-config", "link-out", "broken-link", "link-to-nothing"])
    func `leaves a folder alone in which it cannot lie`(obstacle: String) throws {
        let folder = try TemporaryFolder()
        func link(_ name: String, to target: String) throws {
            guard unsafe symlink(target, folder(name)) == 0 else { throw SystemFault("symlink") }
        }
        func directory(_ name: String) throws {
            guard unsafe mkdir(folder(name), 0o755) == 0 else { throw SystemFault("mkdir") }
        }
        try directory("elsewhere")
        switch obstacle {
        case "file": try folder.write("bp", "x".utf8)
        case "link-to-nothing": try link("bp", to: "nowhere")
        default: try directory("bp")
        }
        switch obstacle {
        case "file-at-config": try folder.write("bp/config", "x".utf8)
        case "link-out": try link("bp/config", to: "../elsewhere")
        case "broken-link": try link("bp/manifest.json", to: "nowhere")
        default: break
        }
        let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        let draft = BlueprintDraft(
            folder: folder("bp"), template: Self.template, files: LiveFiles())
        #expect(throws: (any Error).self) { try draft.check() }
        let after = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        #expect(after == before)
    }

    @Test func `lies on the disk as it is`() throws {
        let folder = try TemporaryFolder()
        let draft = BlueprintDraft(
            folder: folder("new/bp"), template: Self.template, files: LiveFiles())
        try draft.check()
        try draft.write()
        for file in Self.template.files { #expect(folder.text("new/bp/\(file.path)") == file.text) }
        #expect(try LiveFiles().list(folder("new/bp")) == ["config", "manifest.json", "payloads"])
        #expect(Blueprint(folder("new/bp"), LiveFiles(), environment: [:]).issues.isEmpty)
        #expect(throws: BlueprintDraft.Fault.self) { try draft.check() }
    }
}
