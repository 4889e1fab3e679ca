// Whether anything was loaded at all.
RETURN NOT EXISTS { (:Brief) } AS empty
