"""地点 Where: the city as it is set up.

Owns     Place (中心/所/站/点), Site, Platform, ServiceClass, ResponseLevel.
Words    centre, institute, station, point; a path ends in "/" and begins with its parent's path;
         response level I–IV.
Promises codes are unique, names are not; importing the same list twice changes nothing; a
         place has one response level at a time.
"""
