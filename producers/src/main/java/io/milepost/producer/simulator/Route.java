package io.milepost.producer.simulator;

import java.util.ArrayList;
import java.util.List;

/** A way on the map: places, and how many miles along it each one lies. */
final class Route {
    private static final double EARTH_MILES = 3_958.8;

    private final String name;
    private final List<Place> places;
    private final double[] miles;

    Route(String name, List<Place> places) {
        this.name = name;
        this.places = List.copyOf(places);
        this.miles = new double[places.size()];
        for (int i = 1; i < miles.length; i++) {
            miles[i] = miles[i - 1] + distance(places.get(i - 1), places.get(i));
        }
    }

    /** A point that has a name. Degrees. */
    record Place(String name, double lat, double lng) {}

    /** A point on the way. Degrees. */
    record Point(double lat, double lng) {}

    /** The old pilgrims' way from Canterbury to Rome, through its larger towns. */
    static Route viaFrancigena() {
        return new Route(
                "Via Francigena",
                List.of(
                        new Place("Canterbury", 51.2802, 1.0789),
                        new Place("Calais", 50.9513, 1.8587),
                        new Place("Arras", 50.2910, 2.7775),
                        new Place("Reims", 49.2583, 4.0317),
                        new Place("Besançon", 47.2378, 6.0241),
                        new Place("Lausanne", 46.5197, 6.6323),
                        new Place("Great St Bernard Pass", 45.8689, 7.1706),
                        new Place("Aosta", 45.7370, 7.3201),
                        new Place("Pavia", 45.1847, 9.1582),
                        new Place("Lucca", 43.8429, 10.5027),
                        new Place("Siena", 43.3188, 11.3308),
                        new Place("Viterbo", 42.4173, 12.1047),
                        new Place("Rome", 41.9028, 12.4964)));
    }

    String name() {
        return name;
    }

    double length() {
        return miles[miles.length - 1];
    }

    /** Where somebody is who has come so far. */
    Point at(double walked) {
        int next = 1;
        while (next < miles.length - 1 && miles[next] < walked) {
            next++;
        }
        Place from = places.get(next - 1);
        Place to = places.get(next);
        double part = Math.min(1, Math.max(0, (walked - miles[next - 1]) / (miles[next] - miles[next - 1])));
        return new Point(
                round(from.lat() + part * (to.lat() - from.lat())), round(from.lng() + part * (to.lng() - from.lng())));
    }

    /** The places that somebody comes by who walks from here to there. */
    List<Place> between(double from, double to) {
        List<Place> passed = new ArrayList<>();
        for (int i = 1; i < miles.length; i++) {
            if (miles[i] > from && miles[i] <= to) {
                passed.add(places.get(i));
            }
        }
        return passed;
    }

    /** Great-circle distance in miles. */
    private static double distance(Place a, Place b) {
        double lat1 = Math.toRadians(a.lat());
        double lat2 = Math.toRadians(b.lat());
        double dLat = lat2 - lat1;
        double dLng = Math.toRadians(b.lng() - a.lng());
        double h = Math.pow(Math.sin(dLat / 2), 2) + Math.cos(lat1) * Math.cos(lat2) * Math.pow(Math.sin(dLng / 2), 2);
        return 2 * EARTH_MILES * Math.asin(Math.sqrt(h));
    }

    private static double round(double degrees) {
        return Math.round(degrees * 1e5) / 1e5;
    }
}
