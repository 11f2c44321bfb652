using RaftLog.Storage.Disks;

namespace RaftLog.Storage.Tests.Log;

/// <summary>
/// The bytes on disk, as docs/log-format.md draws them. They were checked with a reader written apart from this one (another
/// language, a
/// bitwise CRC), and may change only with the format version.
/// </summary>
public class LogFormatTests
{
    private const string GoldenSegment =
        "524C5345474D4E54" // magic
        + "CDE67455" // header CRC
        + "01008000" // version 1, length 128
        + "11111111222233334444555555555555" // topic id, big-endian
        + "07000000" // partition 7
        + "00000000" // previous term
        + "0100000000000000" // first index 1
        + "0000000000000000" // base offset
        + "8D1D2584" // chain seed
        + "00000000" // previous chain
        + "8813000000000000" // created 5000
        + "0000000000000000" // previous bytes
        + "FFFFFFFFFFFFFFFF" // previous max timestamp -1
        + "FFFFFFFFFFFFFFFF" // previous last append -1
        + "0000000000000000000000000000000000000000000000000000000000000000" // reserved
        + "DD3B8FAC" // header CRC, chained
        + "00000000" // payload CRC
        + "0102" // version 1, kind no-op
        + "B4FF" // unchained check
        + "00000000" // payload length
        + "0100000000000000" // index
        + "0000000000000000" // base offset
        + "8813000000000000" // append time
        + "0000000000000000" // flushed index
        + "0000000000000000" // record span
        + "01000000" // index span 1
        + "03000000" // term 3
        + "6E5239E9" // header CRC, chained
        + "1F6F7FA0" // payload CRC
        + "0104" // version 1, kind command
        + "D94C" // unchained check
        + "02000000" // payload length
        + "0200000000000000" // index
        + "0000000000000000" // base offset
        + "8913000000000000" // append time
        + "0000000000000000" // flushed index
        + "0000000000000000" // record span
        + "01000000" // index span 1
        + "03000000" // term 3
        + "ABCD"; // payload

    [Fact]
    public void Segment_of_a_no_op_and_a_command_has_its_golden_bytes()
    {
        var disk = new MemoryDisk();
        var log = new LogHarness(disk);
        log.AppendNoOp(3);
        log.AppendCommand(3, 0xAB, 0xCD);
        log.Flush();

        var image = LogDamageTests.ReadFile(disk, LogHarness.Directory + "/00000000000000000001.log");

        Assert.Equal(GoldenSegment, Convert.ToHexString(image));
    }
}
