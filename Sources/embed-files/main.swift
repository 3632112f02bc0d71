// embed-files OUTPUT FOLDER
//
// Writes a Swift source that holds the text of every .json and .txt file in FOLDER, by file name. A string literal compiles in a second at any size.
#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

guard CommandLine.arguments.count == 3 else { fatalError("usage: embed-files OUTPUT FOLDER") }
let output = CommandLine.arguments[1]
let folder = CommandLine.arguments[2]

let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    .filter { $0.hasSuffix(".json") || $0.hasSuffix(".txt") }
    .sorted()
var source = "enum EmbeddedFiles {\n    static let all: [String: String] = [\n"
if names.isEmpty { source += "        :\n" }
for name in names {
    var text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    if !text.hasSuffix("\n") { text += "\n" }  // The closing quotes need a line of their own.
    source += "        \"\(name)\": ####\"\"\"\n\(text)\"\"\"####,\n"
}
source += "    ]\n}\n"
try source.write(toFile: output, atomically: true, encoding: .utf8)
