-- wrk asks for so many versions of a module in turn, each thread from another beginning: as many keys as the scenario has, and no two
-- connections wait for the same fetch. Arguments: module, extension, how many, from which on.
local requests, at = {}, 0

function init(args)
    local module, extension, count, from = args[1], args[2], tonumber(args[3]), tonumber(args[4] or "0")
    for number = 1, count do
        requests[number] = wrk.format("GET", string.format("/%s/m/@v/v1.%d.0.%s", module, from + number, extension))
    end
end

function request()
    at = at % #requests + 1
    return requests[at]
end
