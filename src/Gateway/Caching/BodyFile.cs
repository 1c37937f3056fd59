using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Caching;

/// <summary>A body in memory of the kernel's own (<c>memfd_create(2)</c>), from which it sends without a copy. Never written again, and on no disk.</summary>
/// <remarks>It lives as long as somebody refers to it, and what the kernel is still sending of it beyond that.</remarks>
internal sealed class BodyFile
{
    /// <summary>From how many bytes on it is worth it: below, the copy costs less than the second call to the kernel.</summary>
    public const int LeastBytes = 64 * 1024;

    private const int CloseOnExec = 1;

    // Beside the heap, which may take three quarters of the memory, there is a quarter for all else: a quarter of that.
    private const int HeapShares = 12;

    private static readonly long MostBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / HeapShares;
    private static readonly int MostFiles = FindMostFiles();
    private static long _bytes;
    private static int _files;

    private BodyFile(SafeFileHandle handle, int length)
    {
        (Handle, Length) = (handle, length);
        // The collector does not see it otherwise, and what was evicted would stay.
        GC.AddMemoryPressure(length);
    }

    ~BodyFile()
    {
        // The handle closes itself, once no call to the kernel has it.
        GC.RemoveMemoryPressure(Length);
        GiveBack(Length);
    }

    public SafeFileHandle Handle { get; }

    public int Length { get; }

    /// <summary>Puts bytes into one; null where there are none of the kind, and when there are too many, or no memory, for another one.</summary>
    public static BodyFile? TryCreate(in ReadOnlySequence<byte> bytes)
    {
        if (TryTake(bytes.Length) && bytes.Length is > 0 and <= int.MaxValue && TryWrite(bytes) is { } handle)
        {
            return new BodyFile(handle, (int)bytes.Length);
        }

        GiveBack(bytes.Length);
        return null;
    }

    /// <summary>All of it, copied in pieces: together they would be a large object.</summary>
    public ReadOnlySequence<byte> ToSequence()
    {
        var pieces = new List<byte[]>();
        for (var from = 0; from < Length; from += HeldBytes.SegmentBytes)
        {
            var piece = GC.AllocateUninitializedArray<byte>(Math.Min(HeldBytes.SegmentBytes, Length - from));
            Read(piece, from);
            pieces.Add(piece);
        }

        return BodySegment.Chain(pieces);
    }

    /// <summary>Copies a part of it, as long as the space is.</summary>
    public void Read(Span<byte> space, long from)
    {
        for (var read = 0; read < space.Length;)
        {
            read += RandomAccess.Read(Handle, space[read..], from + read) is > 0 and var more ? more : throw new EndOfStreamException("A body in a file ends too soon.");
        }
    }

    /// <summary>Counts another one in, whether or not there is room: <see cref="GiveBack"/> follows in any case.</summary>
    private static bool TryTake(long bytes) => (Interlocked.Increment(ref _files) <= MostFiles) & (Interlocked.Add(ref _bytes, bytes) <= MostBytes);

    private static void GiveBack(long bytes)
    {
        Interlocked.Decrement(ref _files);
        Interlocked.Add(ref _bytes, -bytes);
    }

    private static SafeFileHandle? TryWrite(in ReadOnlySequence<byte> bytes)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = new SafeFileHandle(Create("gateway-body", CloseOnExec), ownsHandle: true);
            if (handle.IsInvalid)
            {
                return null;
            }

            var written = 0L;
            foreach (var piece in bytes)
            {
                RandomAccess.Write(handle, piece.Span, written);
                written += piece.Length;
            }

            return handle;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            handle?.Dispose();
            return null;
        }
    }

    /// <summary>A quarter of what this process may have open (<c>proc_pid_limits(5)</c>), the rest is for connections; 0 where nobody says, as elsewhere than on Linux.</summary>
    private static int FindMostFiles()
    {
        const string Name = "Max open files";
        try
        {
            return OperatingSystem.IsLinux()
                && File.ReadLines("/proc/self/limits").FirstOrDefault(static line => line.StartsWith(Name, StringComparison.Ordinal)) is { } line
                && int.TryParse(line[Name.Length..].Split(' ', 2, StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture, out var open)
                    ? open / 4
                    : 0;
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    [DllImport("libc", EntryPoint = "memfd_create")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Create([MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint flags);
}
